"""The blueprint all pages of grading hang on."""

from flask import Blueprint

pages = Blueprint("grading", __name__)

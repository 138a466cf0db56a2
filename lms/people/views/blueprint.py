"""The blueprint all pages of people hang on."""

from flask import Blueprint

pages = Blueprint("people", __name__)

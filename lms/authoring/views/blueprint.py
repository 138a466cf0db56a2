"""The blueprint all pages of authors hang on."""

from flask import Blueprint

pages = Blueprint("authoring", __name__)

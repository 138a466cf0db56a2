"""The blueprint all pages of batches hang on."""

from flask import Blueprint

pages = Blueprint("batches", __name__)

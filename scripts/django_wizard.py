"""The wizard of django-formtools with two of our questions, to compare with in the bench.

It keeps its answers in a signed cookie, as its documentation shows. It needs the packages of the
group `bench`.
"""

from __future__ import annotations

from typing import Any
from wsgiref.types import WSGIApplication

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path

ANSWERS = [("yes", "Yes"), ("no", "No"), ("unsure", "I’m not sure")]
STEP = """
{% extends "page.html" %}
{% block step %}<form method="post">{% csrf_token %}{{ wizard.management_form }}
<h1>{{ wizard.form.answer.label }}</h1>{{ wizard.form }}
{% if wizard.steps.prev %}
<button name="wizard_goto_step" value="{{ wizard.steps.prev }}">Back</button>
{% endif %}
<button>Continue</button></form>{% endblock %}
""".strip()


def application(page: str, questions: list[str]) -> WSGIApplication:
    """Return the wizard inside a page of ours, in which its step replaces `<!-- step -->`."""
    before, after = page.split("<!-- step -->")
    templates = {
        "page.html": f"{before}{{% block step %}}{{% endblock %}}{after}",
        "step.html": STEP,
    }
    loader = (
        "django.template.loaders.cached.Loader",
        [("django.template.loaders.locmem.Loader", templates)],
    )
    settings.configure(
        SECRET_KEY="for the bench only, which has no secrets",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["formtools"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [loader]},
            },
        ],
    )
    django.setup()
    from formtools.wizard.views import CookieWizardView  # cannot be imported before django.setup()

    def form(question: str) -> type[forms.Form]:
        field = forms.ChoiceField(label=question, choices=ANSWERS, widget=forms.RadioSelect)
        return type("Step", (forms.Form,), {"answer": field})

    class Wizard(CookieWizardView):
        template_name = "step.html"

        def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
            return HttpResponse("done")

    def token(request: HttpRequest) -> HttpResponse:
        """Return the token that the forms of this browser contain."""
        return HttpResponse(get_token(request))

    urlpatterns.extend(
        [
            path("healthz", lambda request: HttpResponse("ok")),
            path("token", token),
            path("", Wizard.as_view([form(question) for question in questions])),
        ]
    )
    return get_wsgi_application()


urlpatterns: list[Any] = []

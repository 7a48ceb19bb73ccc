"""ODK's own engine, which the tests ask what a form should do (https://github.com/getodk/web-forms, Apache 2.0)."""

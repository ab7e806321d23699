from flask import Blueprint


class Routes(Blueprint):
    """Routes that answer no OPTIONS unless they say so."""

    def add_url_rule(self, *args, **options):
        options.setdefault("provide_automatic_options", False)
        super().add_url_rule(*args, **options)

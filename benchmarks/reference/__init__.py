"""The yardstick: a plain, honest Flask application over the same database and the same data.

**H** is a bare page, **Q** a page with one indexed query, **L** a list page as such applications
have it: session, user, CSRF token, ORM, a hundred rows with three joined names, a filter form, a
layout. Its one form writes bare SQL. Neither slowed down nor stripped.
"""

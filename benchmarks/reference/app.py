"""The pages of the reference application."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask_login import LoginManager, current_user, login_required, login_user
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy import select, text
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from benchmarks.reference.tables import ADD, INSERT
from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Entry
from fundtracker.parties.models import Collectivity
from fundtracker.transaction import transaction
from fundtracker.users.models import User
from fundtracker.web.signed_in import SignedIn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

_PAGE = 100
_FUND_COUNTER = 1


class FilterForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is without types
    """The filters above the list."""

    class Meta:
        """A form that only reads needs no token."""

        csrf = False

    name = StringField("Collectivity", [Optional()])
    fund = SelectField("Fund", [Optional()], choices=[("", "All"), ("fonds-01", "Fonds 1")])
    since = DateField("Since", [Optional()])


class PostForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is without types
    """An amount in cents for one counter."""

    counter = IntegerField("Counter", [InputRequired()])
    amount = IntegerField("Amount", [InputRequired()])


def create(url: str) -> Flask:
    """Build the application over a generated database."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "of a benchmark"  # noqa: S105 - guards nothing
    database = app.extensions["database"] = Database(url)
    CSRFProtect(app)
    logins = LoginManager(app)
    app.add_template_filter(_amount, "amount")
    app.add_template_filter(_day, "day")

    @logins.user_loader  # type: ignore[untyped-decorator]
    def load(user_id: str) -> SignedIn | None:
        user = _session().scalar(select(User).where(User.fs_uniquifier == user_id))
        return SignedIn(user) if user is not None else None

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.close()

    @app.get("/hello")
    def hello() -> str:
        return "Hello"

    @app.get("/query")
    def query() -> str:
        with database.engine.connect() as connection:
            name = connection.execute(text("SELECT name FROM fund WHERE id = 1")).scalar_one()
        return str(name)

    @app.get("/sign-in/<int:user_id>")
    def sign_in(user_id: int) -> str:
        login_user(SignedIn(_session().get_one(User, user_id)))
        return "signed in"

    app.add_url_rule("/receipts", view_func=login_required(receipts))
    app.add_url_rule("/receipts/<int:receipt_id>", view_func=login_required(receipt))
    app.add_url_rule("/posts", view_func=login_required(post), methods=["GET", "POST"])
    return app


def _session() -> Session:
    if "session" not in g:
        database: Database = current_app.extensions["database"]
        g.session = database.session()
    opened: Session = g.session
    return opened


def receipts() -> str:
    """L: the latest hundred receipts, with the names of donor, fund and who recorded them."""
    form = FilterForm(request.args)
    query = (
        select(Receipt, Entry, Collectivity, Fund, User)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .join(Donation, Donation.id == Receipt.donation_id)
        .join(Collectivity, Collectivity.id == Donation.collectivity_id)
        .join(Fund, Fund.id == Donation.fund_id)
        .join(Act, Act.id == Receipt.act_id)
        .join(User, User.id == Act.actor_id)
        .order_by(Receipt.id.desc())
        .limit(_PAGE)
    )
    if form.name.data:
        query = query.where(Collectivity.name.contains(form.name.data))
    if form.fund.data:
        query = query.where(Fund.code == form.fund.data)
    if form.since.data:
        query = query.where(Entry.effective_on >= form.since.data)
    rows = _session().execute(query).all()
    return render_template("receipts.html", form=form, rows=rows)


def receipt(receipt_id: int) -> str:
    """Show one receipt: where the list's links lead."""
    found = _session().get_one(Receipt, receipt_id)
    return f"{found.book_id} {found.number}"


def post() -> str | Response:
    """Write one row and two counters in bare SQL, one of them everybody's."""
    form = PostForm()
    if form.validate_on_submit():
        amount = form.amount.data
        values = {"amount": amount, "counter": form.counter.data, "actor": current_user.id}
        with transaction(_session()) as session:
            connection = session.connection()
            connection.execute(text(INSERT), values | {"at": datetime.now(UTC).isoformat()})
            for counter in (_FUND_COUNTER, form.counter.data):
                connection.execute(text(ADD), {"amount": amount, "id": counter})
        return redirect(url_for("post"), code=303)
    return render_template("post.html", form=form)


def _amount(cents: int) -> str:
    return f"{cents / 100:,.2f} €".replace(",", " ").replace(".", ",")


def _day(on: date) -> str:
    return on.strftime("%d/%m/%Y")

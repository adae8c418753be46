"""News of the demonstration, with drawn pictures: no photograph of anybody or any place."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from sqlalchemy import select

from fundtracker.files.photos import keep_photo
from fundtracker.funds.models import Fund
from fundtracker.projects.kinds import NewsAudience, ProjectKind
from fundtracker.projects.models import Project
from fundtracker.projects.news import AddNews, Told, add_news
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

_SIZE = (1200, 800)
_SKY, _FAR, _NEAR, _WATER, _WALL, _ROOF = (
    "#cfe3f1", "#7f9f8c", "#4f7a61", "#5b93b8", "#efe6d6", "#b0573b",
)  # fmt: skip

# By fund: when, what, of which of its projects (its place among them; None: of the fund).
_TOLD = {
    "equateur-2016": (
        (date(2017, 3, 14), "Le comité a visité les premiers chantiers (fictif)", None, False),
        (date(2018, 6, 5), "Les premiers travaux sont achevés (fictif)", 0, True),
        (date(2019, 2, 20), "Les habitants prennent part au suivi (fictif)", 1, True),
    ),
    "indonesie-2018": (
        (date(2019, 9, 12), "Les équipes formées à la gestion des risques (fictif)", 0, True),
    ),
}
_TEXT = (
    "Récit fictif de la démonstration : il montre où se lisent les nouvelles d’un fonds et de ses"
    " projets, et ne décrit aucun fait réel."
)


def tell_news(stage: Stage) -> None:
    """Tell some news of two funds, one of them to donors alone."""
    for rank, (code, events) in enumerate(_TOLD.items()):
        fund = stage.session.scalars(select(Fund).where(Fund.code == code)).one()
        projects = stage.session.scalars(
            select(Project)
            .where(Project.fund_id == fund.id, Project.kind == ProjectKind.ACTION)
            .order_by(Project.id)
        ).all()
        for number, (day, title, place, is_public) in enumerate(events):
            photo = keep_photo(stage.session, _drawn(3 * rank + number))
            told = Told(
                dated_on=day,
                title=title,
                text=_TEXT,
                audience=NewsAudience.EVERYBODY if is_public else NewsAudience.DONORS,
                project_id=None if place is None else projects[place].id,
                photo_sha256=photo.sha256,
                caption="Dessin : un réservoir et des maisons devant des collines (fictif)",
            )
            add_news(
                stage.session, AddNews(fund_id=fund.id, told=told), by=stage.sign(Role.MANAGER)
            )


def _drawn(variant: int) -> bytes:
    """Draw hills, houses and a reservoir; each variant a little otherwise."""
    width, height = _SIZE
    picture = Image.new("RGB", _SIZE, _SKY)
    pen = ImageDraw.Draw(picture)
    shift = 90 * variant % 400
    pen.ellipse((width - 260 - shift, 70, width - 150 - shift, 180), fill="#f4d58d")
    pen.polygon(
        [(0, 460), (340 + shift, 210), (width, 470), (width, height), (0, height)], fill=_FAR
    )
    pen.polygon(
        [(0, 560), (width - 300, 400 + shift // 6), (width, 520), (width, height), (0, height)],
        fill=_NEAR,
    )
    for n in range(3 + variant % 3):
        left = 120 + n * 210 + shift // 3
        pen.rectangle((left, 520, left + 130, 620), fill=_WALL)
        pen.polygon([(left - 15, 520), (left + 65, 455), (left + 145, 520)], fill=_ROOF)
        pen.rectangle((left + 50, 560, left + 80, 620), fill="#6b5b4b")
    pen.rectangle((930, 430, 1110, 600), fill=_WATER)
    pen.ellipse((930, 400, 1110, 460), fill="#79aecd")
    for x in (950, 1080):
        pen.rectangle((x, 600, x + 12, 690), fill="#53616b")
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()

"""Photographs: upright, small, in sRGB, and nothing of the camera's left in them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms

from fundtracker.files import photos
from fundtracker.files.errors import EmptyFile, FileTooLarge, NotAPhoto, PhotoTooWide
from fundtracker.files.photos import LONGEST_SIDE, prepared


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def colour_at(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(it) for it in found)


def test_a_large_picture_is_made_small_and_a_small_one_left_as_it_is() -> None:
    large = prepared(written(Image.new("RGB", (4000, 3000), "red")))
    assert (large.width, large.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    small = prepared(written(Image.new("RGB", (300, 200), "red")))
    assert (small.width, small.height) == (300, 200)


def test_a_picture_taken_sideways_is_turned_and_says_no_place_any_more() -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste("black", (0, 0, 40, 200))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Camera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    found = prepared(written(image, exif=exif, comment=b"secret"))
    assert (found.width, found.height) == (200, 400)
    upright = opened(found.content)
    assert not upright.getexif()
    assert "comment" not in upright.info
    assert b"Camera" not in found.content
    # What was on the left is on top.
    assert colour_at(upright, 100, 5) < (60, 60, 60)
    assert colour_at(upright, 100, 395) > (200, 200, 200)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGBA", "P", "LA", "1", "I;16"])
def test_other_colours_become_those_of_screens(mode: str) -> None:
    image = Image.new("RGB", (60, 40), (200, 30, 30)).convert("RGB")
    image = Image.new(mode, (60, 40)) if mode == "I;16" else image.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    found = opened(prepared(written(image, kind)).content)
    assert found.mode == "RGB"


def test_what_is_transparent_is_seen_on_white() -> None:
    found = opened(prepared(written(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")).content)
    assert colour_at(found, 25, 25) == (255, 255, 255)


def test_a_profile_is_applied_and_left_out_and_a_broken_one_passed_over() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for it in (profile, b"nothing of a profile"):
        image = Image.new("RGB", (60, 40), (200, 30, 30))
        found = opened(prepared(written(image, icc_profile=it)).content)
        assert "icc_profile" not in found.info
        red, green, blue = colour_at(found, 30, 20)
        assert max(abs(red - 200), abs(green - 30), abs(blue - 30)) <= 6


def test_the_same_picture_gives_the_same_bytes() -> None:
    sent = written(Image.effect_noise((800, 600), 40).convert("RGB"))
    assert prepared(sent).content == prepared(sent).content


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"%PDF-1.7", NotAPhoto),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotAPhoto),
        (written(Image.new("RGB", (500, 400)))[:900], NotAPhoto),
        (b"GIF89a" + bytes(200), NotAPhoto),
        (bytes(20_000_001), FileTooLarge),
    ],
)
def test_what_is_no_photograph_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        prepared(content)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photos, "_MOST_PIXELS", 10_000)
    with pytest.raises(PhotoTooWide):
        prepared(written(Image.new("1", (200, 100)), "PNG"))

"""An uploaded picture gets its sizes from the worker, and the pages that show it are made anew."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image

from parley.materializer.actions import materialize_dirty, reconcile
from parley.materializer.files import file_of
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.models import Picture
from parley.publication.picture_documents import ALL_SPECS
from tests.conftest import Cast


def upload_picture() -> Picture:
    drawn = BytesIO()
    Image.new("RGB", (1700, 900), "teal").save(drawn, "JPEG")
    picture = Picture(title="Gauge", description="A gauge at a bridge", credit="Photo: Ada")
    picture.file.save("gauge.jpg", ImageFile(BytesIO(drawn.getvalue()), name="gauge.jpg"), save=False)
    picture.save()
    return picture


def test_the_worker_makes_every_size_of_an_uploaded_picture(cast: Cast) -> None:
    picture = upload_picture()

    deal_with_waiting_events()

    assert set(picture.renditions.values_list("filter_spec", flat=True)) == set(ALL_SPECS)


def test_the_page_of_an_article_gets_the_sizes_when_they_are_made(cast: Cast) -> None:
    picture = upload_picture()
    cast.article.hero = picture
    cast.article.save_revision().publish()
    reconcile()
    materialize_dirty()

    deal_with_waiting_events()

    import gzip

    page = gzip.decompress(file_of(cast.article.public_path).read_bytes()).decode()
    assert "1600w" in page
    assert 'alt="A gauge at a bridge"' in page


def test_a_size_says_who_made_it_and_not_where(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Ada"
    exif.get_ifd(0x8825)[1] = "N"
    drawn = BytesIO()
    Image.effect_noise((1700, 900), 60).convert("RGB").save(drawn, "JPEG", exif=exif, comment=b"secret")
    picture = Picture(title="Gauge", description="A gauge", credit="Photo: Ada", licence="CC BY 4.0")
    picture.file.save("gauge.jpg", ImageFile(BytesIO(drawn.getvalue()), name="gauge.jpg"), save=False)
    picture.save()

    deal_with_waiting_events()

    kinds = set()
    for size in picture.renditions.all():
        stored = size.file.read()
        size.file.close()
        assert b"Telephone" not in stored
        assert b"secret" not in stored
        with Image.open(BytesIO(stored)) as opened:
            kinds.add(opened.format)
            assert not opened.getexif().get_ifd(0x8825)
            if opened.format == "JPEG":  # where programs look for it; the others carry nothing
                assert opened.getexif()[0x013B] == "Photo: Ada"
                assert opened.getexif()[0x8298] == "CC BY 4.0"
    assert kinds == {"JPEG", "WEBP", "AVIF"}

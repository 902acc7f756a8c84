"""Makes the courses of others, of content/courses.yaml and their wording."""

from uitweg.platform.content.course_values import Course
from uitweg.platform.content.reader import ContentReader
from uitweg.platform.content.strict_yaml import YamlItem


def make_course(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> Course:
    """Return a course. Raises InvalidContent, also for an address that is not safe."""
    course = Course(
        **reader.common(row, lang),
        order=row.take("order", int),
        organisation=row.words("organisation"),
        url=row.words("url"),
        title=wording.words("title"),
        audience=wording.words("audience"),
        text=wording.words("text"),
    )
    if not course.url.startswith("https://"):
        raise row.refused("an address begins with https://.")
    return course

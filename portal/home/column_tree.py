"""The tree of columns, read at once: a page asks for it in one question however deep it is."""

from portal.ground import kept

from .models import Column


class Tree:
    """Every column with those below it."""

    def __init__(self, columns):
        self.columns = list(columns)
        self._by_pk = {column.pk: column for column in self.columns}
        for column in self.columns:
            column.below = [one for one in self.columns if one.parent_id == column.pk]

    @classmethod
    def load(cls):
        """The tree as it stands, kept until a column changes; it belongs to everybody who asks."""
        return kept.get(kept.PAGES, "column-tree", lambda: cls(Column.objects.order_by("order", "pk")))

    @property
    def top(self):
        """Columns that stand under no other and are still in use."""
        return [column for column in self.columns if column.parent_id is None and column.closed_on is None]

    def by_slug(self, slug):
        return next((column for column in self.columns if column.slug == slug), None)

    def name_of(self, pk):
        return self._by_pk[pk].name

    def within(self, column):
        """Keys of the column and of everything below it."""
        return [column.pk] + [pk for below in column.below for pk in self.within(below)]

    def of_kind(self, kind):
        return [column.pk for column in self.columns if column.kind == kind]

    def path_to(self, column):
        """From the top down to the column itself."""
        above = self._by_pk.get(column.parent_id)
        return [*(self.path_to(above) if above else []), column]

    def beside(self, column):
        """What a page of this column offers to go on to: those below it, or else those beside it."""
        if column.below:
            return [one for one in column.below if one.closed_on is None]
        above = self._by_pk.get(column.parent_id)
        return [one for one in above.below if one.closed_on is None] if above else []

    def in_order(self):
        """(column, depth) from the top down, as an editor shows them."""
        return [pair for column in self.columns if column.parent_id is None for pair in self._below(column, 0)]

    def _below(self, column, depth):
        yield column, depth
        for one in column.below:
            yield from self._below(one, depth + 1)

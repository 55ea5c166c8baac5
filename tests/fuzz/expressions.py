"""Random expressions of the rule language, well typed over its vocabulary."""

from random import Random

from rules.language.setting import Setting

SETTING = Setting(
    partners=("AIR", "SHOP"), partner_tags=("food", "travel"), stores=("s1", "s2"), store_tags=("city",),
    tiers=("base", "gold"), currencies=("AIR", "JOY"), counters=("n", "n_before"), money="CNY",
    event_attributes=(("color", "text"), ("gift", "flag"), ("nps", "number")),
    member_attributes=(("region", "text"), ("score", "number"), ("staff", "flag")),
)
NUMBERS = (
    "event.amount", "event.tax", "event.hour", "event.day", "event.month", "event.points_paid", "member.tier_rank",
    "member.growth", "member.bucket", "(member.age ?? 30)", "member.balance('AIR')", "referrer.balance('JOY')",
    "history.spend('30 days')", "history.orders('lifetime', 'AIR')", "progress.n", "progress.n_before",
    "matched.amount", "matched.quantity", "(event.attributes.nps ?? 7)", "(member.attributes.score ?? 0.5)",
    "event.lines[0].amount", "event.occurred_at.year", "(member.age ?? event.hour)", "event.store.length",
)
LITERALS = ("0", "1", "2", "5", "10", "100", "0.1", "2.50", "1234567890123456789012345678.9", "3")
TEXTS = {
    "event.type": ("transaction.completed", "transaction.returned", "member.joined", "activity.checkin"),
    "event.channel": ("web", "till", ""), "event.store": ("s1", "s2"), "event.currency": ("CNY",),
    "event.weekday": ("mon", "tue", "sun"), "member.tier": ("base", "gold"), "partner.code": ("AIR", "SHOP"),
    "store.code": ("s1", "s2"), "event.attributes.color": ("red", "blue"), "member.id": ("ada", "bob"),
    "member.attributes.region": ("north", "south"), "referrer.tier": ("base", "gold"), "store.zone": ("UTC",),
}
FLAGS = ("member.birthday_today", "member.birthday_month", "member.known", "event.attributes.gift",
         "member.attributes.staff", "referrer.known", "event.before_discounts")
TAGS = (("member.tags", ("vip", "new")), ("partner.tags", ("food", "travel")), ("store.tags", ("city",)),
        ("referrer.tags", ("vip",)))
TIMES = ("event.occurred_at", "(member.joined_at ?? event.occurred_at)", "(member.birthday ?? d'1990-05-05')",
         "(history.last_at('transaction.completed') ?? d'2026-01-01T08:00')", "d'2026-03-01'",
         "d'2026-03-29T02:30'", "d'2026-03-03T00:00:00+00:00'")
NULLABLE = ("member.age", "member.days_to_birthday", "member.joined_at", "member.birthday", "event.attributes.nps",
            "history.first_at('member.joined')")
LINE_TEXTS = {"category": ("coffee", "tea", "bakery"), "brand": ("Lumo", "Nord"), "sku": ("a1", "b2"),
              "name": ("Espresso",)}


class Writer:
    """Writes random expressions; ``line`` is the name under which a line is at hand, "" when none is."""

    def __init__(self, random: Random, line: str = "") -> None:
        self.random, self.line = random, line
        self.variables = 0

    def one_of(self, *options):
        """Any of the options, called when it is a function."""
        chosen = self.random.choice(options)
        return chosen() if callable(chosen) else chosen

    def condition(self, depth):
        """Something true or false."""
        if depth <= 0:
            return self.one_of(self.text_test, self.number_test, self.flag, self.tag_test, self.null_test)
        deeper = depth - 1
        return self.one_of(
            lambda: f"{self.condition(deeper)} and {self.condition(deeper)}",
            lambda: f"({self.condition(deeper)} or {self.condition(deeper)})",
            lambda: f"not ({self.condition(deeper)})", lambda: self.quantified(deeper),
            lambda: f"{self.number(deeper)} {self.sign()} {self.number(deeper)}",
            lambda: f"({self.condition(deeper)} ? {self.condition(deeper)} : {self.condition(deeper)})",
            lambda: f"{self.time(deeper)} {self.order()} {self.time(deeper)}",
            lambda: f"({self.text(deeper)}).starts_with('tr')",
            lambda: self.member_of_list(deeper), lambda: self.condition(0))

    def sign(self):
        """A comparison."""
        return self.random.choice(("==", "!=", "<", "<=", ">", ">="))

    def order(self):
        """A comparison of order."""
        return self.random.choice(("<", "<=", ">", ">="))

    def text_test(self):
        """A text against constants it can take."""
        word, values = self.text_word()
        value = self.random.choice(values)
        rest = ", ".join(f"'{each}'" for each in values)
        return self.one_of(f"{word} == '{value}'", f"{word} != '{value}'", f"{word} in {{{rest}}}",
                           f"{word} not in ['{value}']", f"'{value}' == {word}")

    def text_word(self):
        """A word that is a text, and what it can be."""
        if self.line and self.random.random() < 0.6:
            name = self.random.choice(list(LINE_TEXTS))
            return f"{self.line}.{name}", LINE_TEXTS[name]
        return self.random.choice(list(TEXTS.items()))

    def number_test(self):
        """A number against a constant."""
        return self.one_of(
            lambda: f"{self.number(0)} {self.sign()} {self.random.choice(LITERALS)}",
            lambda: f"{self.number(0)} in {{{', '.join(self.random.sample(LITERALS, 3))}}}")

    def flag(self):
        """A word that is true or false."""
        word = self.random.choice(FLAGS)
        return self.one_of(word, f"not {word}", f"{word} == true", f"{word} != false")

    def tag_test(self):
        """A tag in a set of tags."""
        word, values = self.random.choice(TAGS)
        if self.line and self.random.random() < 0.4:
            word, values = f"{self.line}.tags", ("bio", "sale")
        return f"'{self.random.choice(values)}' {self.one_of('in', 'not in')} {word}"

    def null_test(self):
        """Whether something is absent."""
        return f"{self.random.choice(NULLABLE)} {self.one_of('==', '!=')} null"

    def quantified(self, depth):
        """Any or all of the lines."""
        name, inner = self.inside()
        return f"{self.one_of('$any', '$all')}([{inner.condition(depth)} for {name} in {self.lines(inner, depth)}])"

    def inside(self):
        """A new variable, and a writer for what stands inside its comprehension."""
        self.variables += 1
        name = f"l{self.variables}" if not self.line else f"{self.line}x"
        return name, Writer(self.random, name)

    def lines(self, inner, depth):
        """What a comprehension ranges over, perhaps with a condition."""
        source = self.random.choice(("event.lines", "event.lines", "matched.lines"))
        return f"{source} if {inner.condition(depth - 1)}" if self.random.random() < 0.4 else source

    def member_of_list(self, depth):
        """A constant among a field of all lines."""
        name, inner = self.inside()
        field = self.random.choice(list(LINE_TEXTS))
        value = self.random.choice(LINE_TEXTS[field])
        return f"'{value}' in [{name}.{field} for {name} in {self.lines(inner, depth)}]"

    def number(self, depth):
        """A number."""
        if depth <= 0:
            words = (f"{self.line}.amount", f"{self.line}.quantity") if self.line else NUMBERS
            return self.random.choice((*words, *NUMBERS) if self.random.random() < 0.7 else LITERALS)
        deeper = depth - 1
        return self.one_of(
            lambda: f"({self.number(deeper)} {self.operator()} {self.number(deeper)})",
            lambda: f"({self.number(deeper)} {self.operator()} {self.number(deeper)})",
            lambda: f"(-{self.number(deeper)})", lambda: f"({self.number(deeper)}).{self.one_of('floor', 'ceiling')}",
            lambda: f"({self.condition(deeper)} ? {self.number(deeper)} : {self.number(deeper)})",
            lambda: self.reduced(deeper), lambda: self.called(deeper), lambda: self.number(0))

    def operator(self):
        """An operator of arithmetic."""
        return self.random.choice(("+", "-", "*", "/", "//", "%"))

    def reduced(self, depth):
        """A list of numbers as one."""
        name, inner = self.inside()
        listed = f"[{inner.number(depth)} for {name} in {self.lines(inner, depth)}]"
        few = f"[{self.number(depth)}, {self.number(depth)}]"
        return self.one_of(f"$sum({listed})", f"$count({listed})", f"$max({listed})", f"$min({few})", f"$max({few})",
                           f"$sum({few})", "$count(event.lines)", "$count(member.tags)", f"({listed}).length")

    def called(self, depth):
        """A function of numbers or times."""
        x, y = self.number(depth), self.number(0)
        table = f"[[0, 1], [{self.random.choice(LITERALS)}, {y}]]"
        return self.one_of(f"$floor_to({x}, {y})", f"$full_steps({x}, 10)", f"$ladder({x}, {table})",
                           f"$bracket({x}, {table})", f"$crossed({y}, {x}, {table})", f"$abs({x})",
                           f"$round({x})", f"$round({x}, 2, 'half_even')",
                           f"$days_between({self.time(0)}, {self.time(0)})",
                           f"$hours_between({self.time(0)}, {self.time(0)})",
                           f"({self.time(0)} - {self.time(0)}).days")

    def text(self, depth):
        """A text."""
        if depth <= 0:
            return self.text_word()[0]
        return self.one_of(lambda: f"({self.condition(depth - 1)} ? {self.text(0)} : {self.text(0)})",
                           lambda: f"({self.text(0)} + {self.text(0)})", lambda: self.text(0))

    def time(self, depth):
        """A time."""
        plain = self.random.choice(TIMES)
        return self.one_of(plain, plain, f"({plain} + t'P1DT2H')", f"({plain} - t'PT36H')") if depth > 0 else plain

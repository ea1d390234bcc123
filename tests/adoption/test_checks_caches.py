"""What a process remembers between requests."""

from tests.adoption.sources import found, ids


def test_functions_that_remember_users_or_rows() -> None:
    source = """
        from functools import cache, lru_cache

        @lru_cache(maxsize=100)
        def rights(user):
            return user.rights

        @cache
        def countries():
            return list(Country.objects.all())

        class Shop:
            @lru_cache
            def name(self):
                return 1
    """
    assert found(source) == [
        "W051:5 rights(user) is about the request",
        "W051:9 countries() reads the database",
        "I055:14 name(self) in Shop.name",
    ]


def test_functions_that_may_remember() -> None:
    source = """
        import functools

        @functools.lru_cache
        def pattern(text):
            return compile(text)

        @cache
        def rights(user):
            return 1
    """
    assert found(source) == []  # `cache` is nobody's here


def test_containers_of_a_module() -> None:
    source = """
        SEEN = {}
        PRICES = {}

        def remember(request):
            SEEN[request.user.pk] = request
            SEEN.pop(3)

        def price(product):
            PRICES.setdefault(product, 3)

        def again(product):
            del PRICES[product]
    """
    lines = found(source)

    assert "W052:6 SEEN in remember" in lines
    assert "I053:10 PRICES in price, in again" in lines


def test_containers_that_are_filled_at_import() -> None:
    source = """
        HANDLERS = {}
        HANDLERS["a"] = 1

        def register(name, view):
            HANDLERS[name] = view

        def handler(name):
            def decorate(func):
                HANDLERS[name] = func
                return func
            return decorate

        def count():
            HANDLERS = {}
            HANDLERS["b"] = 1
            return HANDLERS

        def fill(HANDLERS):
            HANDLERS["c"] = 1
    """
    assert found(source) == []


def test_variables_that_are_bound_again() -> None:
    source = """
        _client = None
        current_user = None

        def client():
            global _client
            if _client is None:
                _client = connect()
            return _client

        def enter(user):
            global current_user
            current_user = user
    """
    assert found(source) == ["I053:6 _client in client", "W052:12 current_user in enter"]


def test_containers_of_a_class() -> None:
    source = """
        class Basket:
            lines = []
            cache = {}
            own = {}

            def __init__(self):
                self.own = {}

            def add(self, line):
                self.lines.append(line)
                self.own["a"] = line
                Basket.cache["a"] = line
    """
    assert found(source) == ["W054:11 self.lines in Basket.add", "I053:13 Basket.cache in Basket.add"]
    assert ids(source.replace("lines = []", "lines = ()")) == ["I053"]

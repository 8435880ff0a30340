"""What a User-Agent states is read as the services write it, and numbers come to "at least N"."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.readership import (
    MOST,
    Agent,
    Count,
    Readership,
    feed_of,
    gather,
    read_agent,
)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)

# As the services document or send them; the numbers are samples.
STATED = {
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 457 subscribers; like FeedFetcher-Google)": (
        Agent("Feedly", 457)
    ),
    "Feedly/1.0 (poller; 131 subscribers;)": Agent("Feedly", 131),
    "Feedbin feed-id:1373711 - 142 subscribers": Agent("Feedbin", 142, "1373711"),
    "Feedbin feed-id:12345 - 1 subscriber": Agent("Feedbin", 1, "12345"),
    "NewsBlur Feed Fetcher - 27 subscribers - http://www.newsblur.com/site/7704055/a-page"
    " (Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15)": (
        Agent("NewsBlur", 27, "7704055")
    ),
    "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )": (
        Agent("Inoreader", 3)
    ),
    "Mozilla/5.0 (compatible; inoreader.com; 7 subscribers)": Agent("Inoreader", 7),
    "Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=0719795c4d27c784217b)": (
        Agent("The Old Reader", 2, "0719795c4d27c784217b")
    ),
    "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 6 subscribers)": (
        Agent("BazQux", 6)
    ),
    "Bloglovin/1.0 (http://www.bloglovin.com; 1 subscribers)": Agent("Bloglovin", 1),
    "Feed Wrangler/1.0 (5 subscribers; feed-id=1234)": Agent("Feed Wrangler", 5, "1234"),
    "Overcast/1.0 Podcast Sync (1190 subscribers; feed-id=554901; +http://overcast.fm/)": (
        Agent("Overcast", 1190, "554901")
    ),
    "Feedfetcher-Google; (+http://www.google.com/feedfetcher.html; 4 subscribers;"
    " feed-id=12499587138938146489)": Agent("Google FeedFetcher", 4, "12499587138938146489"),
    "Netvibes (http://www.netvibes.com/; 5 subscribers; feedId: 5404723)": (
        Agent("Netvibes", 5, "5404723")
    ),
    "PlainFeeder v0.0.1 (+http://plainfeeder.com/about ; Subscriber Count: 12)": (
        Agent("PlainFeeder", 12)
    ),
    "SomeReader/2.1 (1,204 readers)": Agent("SomeReader", 1204),
    "SomeReader/2.1 subscribers=12": Agent("SomeReader", 12),
    "SomeReader/2.1 (users 2)": Agent("SomeReader", 2),
    "Mozilla/5.0 (compatible; g2reader-bot/1.0; +http://www.g2reader.com/; 8 subscribers)": (
        Agent("G2Reader", 8)
    ),
}


@pytest.mark.parametrize(("text", "agent"), STATED.items(), ids=lambda v: str(v)[:24])
def test_what_a_service_states_is_read(text: str, agent: Agent) -> None:
    assert read_agent(text) == agent


@pytest.mark.parametrize(
    "text",
    [
        "NetNewsWire (RSS Reader; https://netnewswire.com/)",
        "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)",
        "FreshRSS/1.24.1 (Linux; https://freshrss.org)",
        "Tiny Tiny RSS/24.02 (https://tt-rss.org/)",
        "newsboat/2.21.0 (Linux x86_64)",
        "Feed Reader 3.14",
        "Reader/5 (Windows 7 User)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Akregator/5.24.0 (23.08.0); syndication",
        "curl/8.5.0",
        "",
    ],
)
def test_a_readers_own_program_states_nothing(text: str) -> None:
    assert read_agent(text) == Agent()


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "GPTBot/1.2",
        "CCBot/2.0 (https://commoncrawl.org/faq/)",
        "UptimeRobot/2.0; https://uptimerobot.com/",
    ],
)
def test_a_crawler_that_says_so_is_one(text: str) -> None:
    assert read_agent(text) == Agent(crawler=True)


def test_a_known_service_without_a_number_is_still_known() -> None:
    text = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)"

    assert read_agent(text) == Agent("Feedly")


@pytest.mark.parametrize(
    "text", ["ada@example.org 3 subscribers", "<b>/1 3 subscribers", "3 subscribers"]
)
def test_what_is_no_name_of_a_program_is_not_kept_as_one(text: str) -> None:
    assert read_agent(text) == Agent("another service", 3)


@given(st.text())
def test_whatever_is_sent_is_read(text: str) -> None:
    agent = read_agent(text)

    assert len(agent.service) <= 32
    assert agent.readers is None or 0 <= agent.readers <= MOST


def test_a_number_without_end_is_cut() -> None:
    assert read_agent(f"X/1 ({'9' * 400} subscribers)").readers == MOST


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/feeds/main.rss", ("main", ".rss")),
        ("/feeds/tags/ferries.atom", ("tags/ferries", ".atom")),
        ("feeds/issues.json", ("issues", ".json")),
        ("/feeds/archive/main/1.rss", None),
        ("/feeds/private/abc.rss", None),
        ("/feeds/main.html", None),
        ("/feeds/main", None),
        ("/feeds/.rss", None),
        ("/main.rss", None),
        ("/feeds.opml", None),
        ("/x/feeds/main.rss", None),
        ("/", None),
    ],
)
def test_only_the_current_document_of_a_public_feed_counts(
    path: str, feed: tuple[str, str] | None
) -> None:
    assert feed_of(path) == feed


def test_the_latest_of_a_service_and_the_best_day_of_the_rest_make_at_least() -> None:
    counts = [
        Count("main", "Feedly", TODAY - DAY, 20),
        Count("main", "Feedly", TODAY, 16),
        Count("main", "BazQux", TODAY - 6 * DAY, 2),
        Count("main", "", TODAY - 2 * DAY, 9),
        Count("main", "", TODAY, 4),
    ]

    [found] = gather(counts, today=TODAY)

    assert found.services == (counts[1], counts[2])
    assert found.rest == (counts[3], counts[4])
    assert found.at_least == 16 + 2 + 9


def test_what_is_older_than_seven_days_counts_no_more() -> None:
    old = [
        Count("main", "Feedly", TODAY - 7 * DAY, 16),
        Count("main", "", TODAY - 7 * DAY, 9),
        Count("main", "", TODAY + DAY, 9),
    ]

    assert gather(old, today=TODAY) == ()
    assert len(gather(old, today=TODAY - DAY)) == 1


def test_each_feed_has_its_own_numbers_and_a_feed_without_any_is_left_out() -> None:
    counts = [Count("tags/ferries", "", TODAY, 2), Count("main", "Feedly", TODAY, 3)]

    assert [(found.feed, found.at_least) for found in gather(counts, today=TODAY)] == [
        ("main", 3),
        ("tags/ferries", 2),
    ]
    assert gather([], today=TODAY) == ()
    assert Readership("main").at_least == 0

"""The statement that locks and reads a batch, for both databases from one pattern.

It returns rows of two kinds, told apart by their first column: ``ASKED`` (member id, place, 1 where the partner is
told of members by default, the claim, the waiting events, and the member's last word to the partner, as JSON) and
``MEMBER`` (id, version as locked, version as read, then one JSON text for each part of the state). Parameters: the
horizon of the history in microseconds or NULL, the horizon of the uses, the items as a JSON array of arrays (place,
partner, reference, number, member id).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from server.connection import POSTGRESQL, SQLITE

ASKED, MEMBER = range(2)

_DIALECTS: Mapping[str, Mapping[str, str]] = {
    SQLITE: {
        "items": "json_each(?3) AS e",
        "item": "json_extract(e.value, '$[{}]')",
        "array": "json_array", "object": "json_object", "all": "json_group_array", "json": "json({})",
        "flag": "json(CASE WHEN {} THEN 'true' ELSE 'false' END)",
        "lock": "", "materialized": "MATERIALIZED", "text": "",
        "joined": "group_concat(p.record)",
        "past_since": "?1", "uses_since": "?2",
    },
    POSTGRESQL: {
        "items": "json_array_elements(CAST(%s AS json)) AS e",
        "item": "(e.value->>{})",
        "array": "json_build_array", "object": "json_build_object", "all": "json_agg", "json": "CAST({} AS json)",
        "flag": "{}",
        "lock": "FOR UPDATE OF m", "materialized": "MATERIALIZED", "text": "::text",
        "joined": "string_agg(p.record, ',' ORDER BY p.occurred_at, p.event_id)",
        "past_since": "CAST(%s AS bigint)", "uses_since": "CAST(%s AS bigint)",
    },
}

_ITEMS = """
asked AS {materialized} (
  SELECT CAST({place} AS integer) AS place, {partner} AS partner, {reference} AS reference, {number} AS number,
         {member} AS member, {past_since} AS past_since, {uses_since} AS uses_since
  FROM {items}),
named AS {materialized} (
  SELECT a.*, coalesce(nullif(a.member, ''), k.member_id) AS member_id
  FROM asked a LEFT JOIN identity k ON a.member = '' AND k.partner = a.partner AND k.number = a.number),
horizon AS {materialized} (SELECT past_since, uses_since FROM asked LIMIT 1)"""

_REFERRERS = """
  UNION SELECT r.referrer FROM member r JOIN named n ON n.member_id = r.id"""

_LOCKED = """
locked AS {materialized} (
  SELECT m.* FROM member m WHERE m.id IN (SELECT n.member_id FROM named n{referrers}) ORDER BY m.id {lock})"""

_LOTS = """{all}({object}(
    'id', t.id, 'member', t.member_id, 'currency', t.currency, 'accrued', t.points_accrued, 'left', t.points_left,
    'expires_on', t.expires_on, 'available_on', t.available_on, 'pending', {pending},
    'source', coalesce(nullif(t.entry_id, ''), t.id), 'event', t.event_id)){text}"""

_MERGED = """(
    SELECT min(o.id) AS id, o.member_id, o.currency, sum(o.points_accrued) AS points_accrued,
           sum(o.points_left) AS points_left, o.expires_on, o.available_on, o.pending, '' AS entry_id, '' AS event_id
    FROM lot o WHERE o.member_id = l.id AND o.points_left > 0
    GROUP BY o.member_id, o.currency, o.expires_on, o.available_on, o.pending)"""

_MEMBERS = """
SELECT 1, l.id, l.version, (SELECT s.version FROM member s WHERE s.id = l.id),
  {array}(l.joined_at, l.birthday, l.phone, l.referrer, l.growth, l.tier, l.tier_since_on, l.tier_until_on,
          l.attributes, l.convert_to){text},
  (SELECT {lots} FROM {open} t WHERE t.member_id = l.id AND t.points_left > 0),
  (SELECT {all}({array}(b.currency, b.owed)){text} FROM balance b WHERE b.member_id = l.id AND b.owed > 0),
  (SELECT {all}({array}(u.campaign, u.cap, u.period, u.used)){text} FROM use_count u
   WHERE u.member_id = l.id AND (u.touched_at >= h.uses_since OR u.period = 'lifetime')),
  (SELECT {all}({array}(g.campaign, g.code, {counter})){text} FROM progress g WHERE g.member_id = l.id),
  (SELECT '[' || {joined} || ']' FROM past p WHERE p.member_id = l.id
   AND p.occurred_at >= coalesce(h.past_since, -9223372036854775807)),
  (SELECT {all}(w.tag){text} FROM member_tag w WHERE w.member_id = l.id)
FROM locked l CROSS JOIN horizon h"""

_ASKED = """
SELECT 0, a.member_id, a.place,
  CASE WHEN (SELECT p.shares_by_default FROM partner p WHERE p.code = a.partner) THEN 1 ELSE 0 END,
  (SELECT {array}(c.body_hash, c.member_id, c.event_id, coalesce(w.answer, e.answer)){text}
   FROM claim c LEFT JOIN event e ON e.member_id = c.member_id AND e.id = c.event_id
   LEFT JOIN waiting w ON w.partner = c.partner AND w.reference = c.reference
   WHERE c.partner = a.partner AND c.reference = a.reference),
  (SELECT {all}({array}(v.reference, v.status, v.body, v.recorded_at)){text}
   FROM waiting v WHERE v.partner = a.partner AND v.awaits = a.reference AND v.settled_at IS NULL AND v.awaits <> ''),
  (SELECT {array}(c.seq, c.given, c."by"){text} FROM consent c
   WHERE c.member_id = a.member_id AND c.partner = a.partner ORDER BY c.seq DESC LIMIT 1),
  NULL, NULL, NULL, NULL
FROM named a"""


def lots_column(kind: str) -> str:
    """The lots ``t`` of a query as one JSON text, each an object with the names of ``rules.entries.Lot``."""
    words = _DIALECTS[kind]
    return _LOTS.format(pending=words["flag"].format("t.pending"), **words)


@cache
def load_statement(kind: str, *, referrers: bool, locking: bool = True, merged: bool = False) -> str:
    """The text for one database; with ``referrers`` those who brought the members are locked and read too.

    Without ``locking`` members are read as they stand and nobody waits: for what is only shown. ``merged`` makes one
    lot of all that expire together, under the id of one of them: for who asks how much there is until when.
    """
    words = dict(_DIALECTS[kind]) if locking else {**_DIALECTS[kind], "lock": ""}
    places = ("place", "partner", "reference", "number", "member")
    words.update({name: words["item"].format(place) for place, name in enumerate(places)})
    words["counter"] = words["json"].format("g.counter")
    words["lots"], words["open"] = lots_column(kind), _MERGED if merged else "lot"
    words["referrers"] = _REFERRERS if referrers else ""
    common = ",".join(part.format(**words) for part in (_ITEMS, _LOCKED))
    chosen = " UNION ALL".join(part.format(**words) for part in (_MEMBERS, _ASKED))
    return f"WITH {common}{chosen}"

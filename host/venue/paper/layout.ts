/** "BHPV" in the file's header: which program the SQLite file belongs to. */
export const APPLICATION_ID = 0x42485056;
/** Rises when a reader of the old layout could not read the new one. A newer file is refused unread. */
export const LAYOUT_VERSION = 1;

/**
 * `state` is one row: the account as it is after the newest write. `orders` and `events` only grow; the digest chained
 * over each is part of the state, so that a lost or altered row is noticed at the next start.
 */
export const LAYOUT = `
  CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT;
  CREATE TABLE orders (
    n INTEGER PRIMARY KEY,
    client_order_id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    client_order_id TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_order ON events (client_order_id) WHERE client_order_id IS NOT NULL;
`;

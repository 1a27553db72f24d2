"""The least a Django list page can be, to measure the portal's beside it.

What `startproject` gives with nothing added: its middleware and context processors, one indexed query through the ORM, a
template of thirty rows that extends a base. Signed in it asks for the session and the user besides, and shows their name;
it registers them for an event under the event's row lock.
It is served by the same gunicorn as the portal, on the same database, and knows the same sessions.
"""

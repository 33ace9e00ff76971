/** Connections to SQLite or PostgreSQL, opened, brought to the newest tables, and done without when they fail. */
package io.github.syncimage.store.database;

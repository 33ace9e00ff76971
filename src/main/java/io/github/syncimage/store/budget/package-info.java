/** What daemons that share a PostgreSQL spend together, as rows that a dead one's share comes back from. */
package io.github.syncimage.store.budget;

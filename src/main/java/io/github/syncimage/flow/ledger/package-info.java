/** What is remembered of runs: by one daemon for itself, or by all that share a database, changed by one at a time. */
package io.github.syncimage.flow.ledger;

/** What waits for a worker, or is with one, in the table that daemons share: put, given back, counted, and done with. */
package io.github.syncimage.store.job;

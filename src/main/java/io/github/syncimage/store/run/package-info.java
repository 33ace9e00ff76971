/**
 * The rows about runs and about the daemons that work on them: what is known of each run, what waits for a worker, who lives and
 * leads, and what all spend together.
 */
package io.github.syncimage.store.run;

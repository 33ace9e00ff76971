/** Queues and clocks that several daemons share, as a component of Camel: {@code jobs:NAME}, on PostgreSQL. */
package io.github.syncimage.flow.jobs;

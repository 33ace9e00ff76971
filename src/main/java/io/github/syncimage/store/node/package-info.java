/** The daemons that share a database: who they are, which of them live, and which one leads. */
package io.github.syncimage.store.node;

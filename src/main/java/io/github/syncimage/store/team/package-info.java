/** Whose a row is, in a database that several teams of daemons have. */
package io.github.syncimage.store.team;

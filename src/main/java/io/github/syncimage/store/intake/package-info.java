/** The notes on runs in the database: kept by one daemon for its next start, or shared by several. */
package io.github.syncimage.store.intake;

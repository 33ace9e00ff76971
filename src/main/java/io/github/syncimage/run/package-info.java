/**
 * What is known of runs, one by one: what travels through the routes, whose turn they are, and the queue that they wait in, kept by
 * one daemon for itself or by all that share a database.
 */
package io.github.syncimage.run;

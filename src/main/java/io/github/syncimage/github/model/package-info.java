/** What GitHub shows and takes, as values: issues, comments, the marker and the commands in them. */
package io.github.syncimage.github.model;

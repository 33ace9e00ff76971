/** Manifests and indexes as values: read, cut down to a subset, put into Docker's media types. Asks nobody for anything. */
package io.github.syncimage.copy.manifest;

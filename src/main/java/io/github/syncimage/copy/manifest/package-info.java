/** Manifests and indexes as values: read, cut down to a subset, put into Docker's media types. Makes no requests. */
package io.github.syncimage.copy.manifest;

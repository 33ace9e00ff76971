/**
 * Signatures without a key that anybody keeps, as sigstore makes them: a certificate of some minutes for an identity, and
 * a public log that says when it signed what. All of it is checked against one file, offline.
 */
package io.github.syncimage.trust.keyless;

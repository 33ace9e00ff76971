/** What is attached to an image comes along: signatures, attestations and other referrers, before the tag is set. */
package io.github.syncimage.copy.signatures;

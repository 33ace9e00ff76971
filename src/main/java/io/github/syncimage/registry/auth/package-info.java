/** What a request shows to be let in: the host's challenge, tokens, and credentials that may end. */
package io.github.syncimage.registry.auth;

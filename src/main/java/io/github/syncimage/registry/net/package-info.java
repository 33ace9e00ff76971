/** Connections to one host: which addresses are allowed, which proxy leads there, which authorities are trusted. */
package io.github.syncimage.registry.net;

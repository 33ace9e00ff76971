/**
 * What the demo shows: an obedient GitHub and an open registry on loopback, over real HTTP. The tests extend them by all
 * that real servers refuse, limit and break. Knows the values of {@code image} and {@code registry}, and nobody's work.
 */
package io.github.syncimage.demo;

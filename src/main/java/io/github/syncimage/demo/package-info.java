/**
 * Stand-ins on loopback for what this program talks to, over real HTTP: a GitHub and a registry. The demo runs on them,
 * and so do the tests. Knows the values of {@code image} and {@code registry}, and nobody's work.
 */
package io.github.syncimage.demo;

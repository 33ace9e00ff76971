/**
 * What the demo shows: a stand-in for GitHub and two for registries on loopback, over real HTTP. The tests add what
 * real servers refuse, limit and break. Uses only values of {@code image} and {@code registry}.
 */
package io.github.syncimage.demo;

/** What processes that work together spend together, and how much of it is left. */
package io.github.syncimage.concurrent.shared;

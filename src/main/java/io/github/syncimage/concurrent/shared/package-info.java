/** What processes spend together, whose turn it is among them, and how much is left. */
package io.github.syncimage.concurrent.shared;

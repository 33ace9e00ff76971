/** The way of a run through the line: in whose turn it comes, what holds it, what people want changed, how it has ended. */
package io.github.syncimage.flow.line;

/** Which issues are taken, in whose turn, and what people want changed about runs that are queued or in work. */
package io.github.syncimage.flow.intake;

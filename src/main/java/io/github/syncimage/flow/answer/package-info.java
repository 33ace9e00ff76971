/** What an issue is told: how far its run is, what came of it, and its labels and state. */
package io.github.syncimage.flow.answer;

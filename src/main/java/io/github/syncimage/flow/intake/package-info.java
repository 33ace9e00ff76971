/** Which issues are taken, what they ask for, and what is to be seen of them. */
package io.github.syncimage.flow.intake;

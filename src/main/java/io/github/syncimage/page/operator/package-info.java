/** What the operator's view tells beside the routes: limits, warnings, and to whom it answers at all. */
package io.github.syncimage.page.operator;

// SPDX-License-Identifier: EUPL-1.2
// Where modules do not run, says what to update instead of leaving the screen blank.
document.getElementById('outdated').hidden = false;

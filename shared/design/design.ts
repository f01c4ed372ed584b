// SPDX-License-Identifier: EUPL-1.2
// All style sheets in their order: import this once, first.
import './fonts.css';
import './bootstrap.scss';
import './tokens.css';
import './base.css';

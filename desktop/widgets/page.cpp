// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page.h" // its meta object

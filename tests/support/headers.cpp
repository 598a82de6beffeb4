// SPDX-License-Identifier: GPL-3.0-or-later
// The program that the precompiled headers are made for; nobody runs it.
int main() { return 0; }

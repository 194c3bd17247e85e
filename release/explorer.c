/* Starts leadferry.exe as Explorer does after a double click; release/windows.sh builds it. */
#include <process.h>

int main(void) { return _spawnl(_P_WAIT, "leadferry.exe", "leadferry.exe", (char *)0); }

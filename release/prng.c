/* Go asks bcryptprimitives.dll for random bytes, which Wine has since version 9. This is that library
   for older ones; release/windows.sh builds it. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }

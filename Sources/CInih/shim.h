#pragma once
#include <ini.h>
#include <stdio.h>

#pragma once
#include <dirent.h>
#include <ini.h>
#include <stdio.h>

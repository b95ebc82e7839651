#pragma once
#include <libudev.h>
#include <poll.h>

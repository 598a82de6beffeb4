# SPDX-License-Identifier: GPL-3.0-or-later
# One static library a folder: gotoai_library(<name> SOURCES … LINKS …). LINKS is the folder's list of what it may use.
# One program a test file:     gotoai_test(<file>_test.cpp LINKS …), run by ctest under the file's name.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(GOTOAI_CCACHE ccache)
if(GOTOAI_CCACHE)
    # Paths count from the tree, so that every clone of it finds what another one compiled.
    # The sloppiness is what its manual asks for with precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=true
        CCACHE_SLOPPINESS=pch_defines,time_macros "${GOTOAI_CCACHE}")
endif()
find_program(GOTOAI_LLD ld.lld)
if(GOTOAI_LLD)
    add_link_options(-fuse-ld=lld)
endif()

if(GOTOAI_HARDENING)
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
                        "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")
    add_link_options(-pie -Wl,-z,relro -Wl,-z,now)
endif()

if(GOTOAI_SANITIZER)
    add_compile_options("-fsanitize=${GOTOAI_SANITIZER}" -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options("-fsanitize=${GOTOAI_SANITIZER}")
    if(GOTOAI_SANITIZER MATCHES "undefined")
        # A third of the compile time, for what the address sanitizer finds too or what x86 does not know.
        add_compile_options(-fno-sanitize=null,alignment,object-size,vptr)
    endif()
endif()

add_library(gotoai_warnings INTERFACE)
target_compile_options(gotoai_warnings INTERFACE -Wall -Wextra -Wconversion -Werror)
target_compile_definitions(gotoai_warnings INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_USE_QSTRINGBUILDER QT_NO_FOREACH)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 14)
    # Sees uninitialised members in a std::variant that holds its other alternative.
    target_compile_options(gotoai_warnings INTERFACE -Wno-error=maybe-uninitialized)
endif()

# The sanitizers' trees are the large ones: there the standard library is read once. Without them files are compiled
# as they stand, which shows what one forgot to include.
set(GOTOAI_PRECOMPILES OFF)
if(GOTOAI_SANITIZER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(GOTOAI_PRECOMPILES ON)
    set(CMAKE_POSITION_INDEPENDENT_CODE ON) # one way for all, as Qt asks for
    file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/standardheaders.cpp" CONTENT "")
    add_library(gotoai_standard_headers OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/standardheaders.cpp")
    target_link_libraries(gotoai_standard_headers PRIVATE gotoai_warnings)
    target_compile_options(gotoai_standard_headers PRIVATE -fpch-preprocess)
    target_precompile_headers(gotoai_standard_headers PRIVATE
        <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <cstring> <deque> <filesystem> <functional>
        <limits> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread> <tuple> <unordered_map> <utility>
        <variant> <vector>)
endif()

add_library(gotoai_test_leniency INTERFACE) # after gotoai_warnings
if(Qt6_VERSION VERSION_GREATER_EQUAL 6.8)
    # QTRY_… narrows milliseconds of its own where it is expanded.
    target_compile_options(gotoai_test_leniency INTERFACE -Wno-conversion)
endif()

function(gotoai_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/shared")
    if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/desktop/[a-z]+$")
        target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/desktop")
    else()
        target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/daemon")
    endif()
    target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE gotoai_warnings)
    if(GOTOAI_PRECOMPILES AND NOT CMAKE_CURRENT_SOURCE_DIR MATCHES "/desktop/")
        target_compile_options(${name} PRIVATE -fpch-preprocess) # which ccache needs
        target_precompile_headers(${name} REUSE_FROM gotoai_standard_headers)
    endif()
    if("${ARG_LINKS}" MATCHES "Qt6::")
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    endif()
endfunction()

# For targets where g++ 12, with the sanitizers' checks in the code, takes what a variant or an optional does not hold
# for read.
function(gotoai_forgive_uninitialized name)
    if(GOTOAI_SANITIZER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${name} PRIVATE -Wno-error=maybe-uninitialized)
    endif()
endfunction()

function(gotoai_test source)
    cmake_parse_arguments(ARG "" "HEADERS" "LINKS" ${ARGN})
    if(NOT ARG_HEADERS)
        set(ARG_HEADERS gotoai_test_headers)
    endif()
    get_filename_component(stem "${source}" NAME_WE)
    file(RELATIVE_PATH place "${PROJECT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(REPLACE "/" "_" prefix "${place}")
    set(target "${prefix}_${stem}")
    add_executable(${target} ${source} "${CMAKE_CURRENT_BINARY_DIR}/${stem}.moc")
    # By hand: AUTOMOC would compile one more file a program, an empty one.
    qt_generate_moc(${source} "${CMAKE_CURRENT_BINARY_DIR}/${stem}.moc" TARGET ${target})
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_BINARY_DIR}")
    target_link_libraries(${target} PRIVATE ${ARG_LINKS} gotoai_test_base)
    target_precompile_headers(${target} REUSE_FROM ${ARG_HEADERS})
    add_test(NAME "${place}/${stem}" COMMAND ${target})
    set_tests_properties("${place}/${stem}" PROPERTIES TIMEOUT 300 ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_NO_GLIB=1;QTEST_FUNCTION_TIMEOUT=1800000;QTEST_DISABLE_STACK_DUMP=1")
endfunction()

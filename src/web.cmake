# The web client (examples/web), built by its own tools and written as one C++ file.
find_program(NODE node REQUIRED)
find_program(NPM npm REQUIRED)
set(web ${PROJECT_SOURCE_DIR}/examples/web)
set(packages ${web}/node_modules/.package-lock.json) # npm writes it last
set(WORKCHAT_WEB_SOURCE ${PROJECT_BINARY_DIR}/web_files.cpp)

file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/page/* ${web}/src/* ${PROJECT_SOURCE_DIR}/bindings/js/src/*)
add_custom_command(OUTPUT ${packages}
  # One at a time: two build folders share the source folder.
  COMMAND flock package-lock.json sh -c "[ ${packages} -nt package-lock.json ] || \"${NPM}\" ci --no-progress --loglevel=error && touch ${packages}"
  DEPENDS ${web}/package-lock.json
  WORKING_DIRECTORY ${web} COMMENT "Installing what the web client is built with" VERBATIM)
add_custom_command(OUTPUT ${WORKCHAT_WEB_SOURCE}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${PROJECT_BINARY_DIR}/web
  COMMAND ${NODE} ${web}/build.mjs --out ${PROJECT_BINARY_DIR}/web
  COMMAND ${NODE} ${CMAKE_CURRENT_SOURCE_DIR}/server/embed_web.mjs ${PROJECT_BINARY_DIR}/web ${WORKCHAT_WEB_SOURCE}
  DEPENDS ${packages} ${sources} ${web}/build.mjs ${web}/package.json ${web}/tsconfig.json ${CMAKE_CURRENT_SOURCE_DIR}/server/embed_web.mjs
  WORKING_DIRECTORY ${web} COMMENT "Building the web client" VERBATIM)
set_source_files_properties(${WORKCHAT_WEB_SOURCE} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)

// SPDX-License-Identifier: EUPL-1.2
// The pictures of the screens: Bootstrap Italia's own, and where it has none a drawing in the same hand. Each stands beside a word.

import arrowLeftIcon from 'bootstrap-italia/src/svg/it-arrow-left.svg?raw';
import arrowRightIcon from 'bootstrap-italia/src/svg/it-arrow-right.svg?raw';
import arrowUpIcon from 'bootstrap-italia/src/svg/it-arrow-up.svg?raw';
import arrowDownIcon from 'bootstrap-italia/src/svg/it-arrow-down.svg?raw';
import banIcon from 'bootstrap-italia/src/svg/it-ban.svg?raw';
import bookmarkIcon from 'bootstrap-italia/src/svg/it-bookmark.svg?raw';
import calendarIcon from 'bootstrap-italia/src/svg/it-calendar.svg?raw';
import cameraIcon from 'bootstrap-italia/src/svg/it-camera.svg?raw';
import carIcon from 'bootstrap-italia/src/svg/it-car.svg?raw';
import cardIcon from 'bootstrap-italia/src/svg/it-card.svg?raw';
import chartLineIcon from 'bootstrap-italia/src/svg/it-chart-line.svg?raw';
import checkIcon from 'bootstrap-italia/src/svg/it-check.svg?raw';
import checkCircleIcon from 'bootstrap-italia/src/svg/it-check-circle.svg?raw';
import chevronLeftIcon from 'bootstrap-italia/src/svg/it-chevron-left.svg?raw';
import chevronRightIcon from 'bootstrap-italia/src/svg/it-chevron-right.svg?raw';
import clockIcon from 'bootstrap-italia/src/svg/it-clock.svg?raw';
import closeIcon from 'bootstrap-italia/src/svg/it-close.svg?raw';
import closeCircleIcon from 'bootstrap-italia/src/svg/it-close-circle.svg?raw';
import collapseIcon from 'bootstrap-italia/src/svg/it-collapse.svg?raw';
import commentIcon from 'bootstrap-italia/src/svg/it-comment.svg?raw';
import copyIcon from 'bootstrap-italia/src/svg/it-copy.svg?raw';
import deleteIcon from 'bootstrap-italia/src/svg/it-delete.svg?raw';
import downloadIcon from 'bootstrap-italia/src/svg/it-download.svg?raw';
import errorIcon from 'bootstrap-italia/src/svg/it-error.svg?raw';
import exchangeCircleIcon from 'bootstrap-italia/src/svg/it-exchange-circle.svg?raw';
import expandIcon from 'bootstrap-italia/src/svg/it-expand.svg?raw';
import externalLinkIcon from 'bootstrap-italia/src/svg/it-external-link.svg?raw';
import fileIcon from 'bootstrap-italia/src/svg/it-file.svg?raw';
import filesIcon from 'bootstrap-italia/src/svg/it-files.svg?raw';
import flagIcon from 'bootstrap-italia/src/svg/it-flag.svg?raw';
import folderIcon from 'bootstrap-italia/src/svg/it-folder.svg?raw';
import funnelIcon from 'bootstrap-italia/src/svg/it-funnel.svg?raw';
import hearingIcon from 'bootstrap-italia/src/svg/it-hearing.svg?raw';
import helpCircleIcon from 'bootstrap-italia/src/svg/it-help-circle.svg?raw';
import hornIcon from 'bootstrap-italia/src/svg/it-horn.svg?raw';
import inboxIcon from 'bootstrap-italia/src/svg/it-inbox.svg?raw';
import infoCircleIcon from 'bootstrap-italia/src/svg/it-info-circle.svg?raw';
import keyIcon from 'bootstrap-italia/src/svg/it-key.svg?raw';
import listIcon from 'bootstrap-italia/src/svg/it-list.svg?raw';
import lockedIcon from 'bootstrap-italia/src/svg/it-locked.svg?raw';
import logoutIcon from 'bootstrap-italia/src/svg/it-logout.svg?raw';
import mailIcon from 'bootstrap-italia/src/svg/it-mail.svg?raw';
import mapMarkerIcon from 'bootstrap-italia/src/svg/it-map-marker.svg?raw';
import mapMarkerPlusIcon from 'bootstrap-italia/src/svg/it-map-marker-plus.svg?raw';
import maximizeIcon from 'bootstrap-italia/src/svg/it-maximize.svg?raw';
import moreItemsIcon from 'bootstrap-italia/src/svg/it-more-items.svg?raw';
import noteIcon from 'bootstrap-italia/src/svg/it-note.svg?raw';
import passwordInvisibleIcon from 'bootstrap-italia/src/svg/it-password-invisible.svg?raw';
import passwordVisibleIcon from 'bootstrap-italia/src/svg/it-password-visible.svg?raw';
import pencilIcon from 'bootstrap-italia/src/svg/it-pencil.svg?raw';
import plugIcon from 'bootstrap-italia/src/svg/it-plug.svg?raw';
import plusIcon from 'bootstrap-italia/src/svg/it-plus.svg?raw';
import plusCircleIcon from 'bootstrap-italia/src/svg/it-plus-circle.svg?raw';
import minusIcon from 'bootstrap-italia/src/svg/it-minus.svg?raw';
import printIcon from 'bootstrap-italia/src/svg/it-print.svg?raw';
import refreshIcon from 'bootstrap-italia/src/svg/it-refresh.svg?raw';
import restoreIcon from 'bootstrap-italia/src/svg/it-restore.svg?raw';
import searchIcon from 'bootstrap-italia/src/svg/it-search.svg?raw';
import settingsIcon from 'bootstrap-italia/src/svg/it-settings.svg?raw';
import shareIcon from 'bootstrap-italia/src/svg/it-share.svg?raw';
import starFullIcon from 'bootstrap-italia/src/svg/it-star-full.svg?raw';
import telephoneIcon from 'bootstrap-italia/src/svg/it-telephone.svg?raw';
import toolIcon from 'bootstrap-italia/src/svg/it-tool.svg?raw';
import unlockedIcon from 'bootstrap-italia/src/svg/it-unlocked.svg?raw';
import uploadIcon from 'bootstrap-italia/src/svg/it-upload.svg?raw';
import userIcon from 'bootstrap-italia/src/svg/it-user.svg?raw';
import warningCircleIcon from 'bootstrap-italia/src/svg/it-warning-circle.svg?raw';
import wifiIcon from 'bootstrap-italia/src/svg/it-wifi.svg?raw';

const drawn = (paths: string) => `<svg viewBox="0 0 24 24" xmlns="http://www.w3.org/2000/svg">${paths}</svg>`;

export const icons = {
  'arrow-left': arrowLeftIcon,
  'arrow-right': arrowRightIcon,
  'arrow-up': arrowUpIcon,
  'arrow-down': arrowDownIcon,
  ban: banIcon,
  bookmark: bookmarkIcon,
  calendar: calendarIcon,
  camera: cameraIcon,
  car: carIcon,
  card: cardIcon,
  'chart-line': chartLineIcon,
  check: checkIcon,
  'check-circle': checkCircleIcon,
  'chevron-left': chevronLeftIcon,
  'chevron-right': chevronRightIcon,
  clock: clockIcon,
  close: closeIcon,
  'close-circle': closeCircleIcon,
  collapse: collapseIcon,
  comment: commentIcon,
  copy: copyIcon,
  delete: deleteIcon,
  download: downloadIcon,
  error: errorIcon,
  'exchange-circle': exchangeCircleIcon,
  expand: expandIcon,
  'external-link': externalLinkIcon,
  file: fileIcon,
  files: filesIcon,
  flag: flagIcon,
  folder: folderIcon,
  funnel: funnelIcon,
  hearing: hearingIcon,
  'help-circle': helpCircleIcon,
  horn: hornIcon,
  inbox: inboxIcon,
  'info-circle': infoCircleIcon,
  key: keyIcon,
  list: listIcon,
  locked: lockedIcon,
  logout: logoutIcon,
  mail: mailIcon,
  'map-marker': mapMarkerIcon,
  'map-marker-plus': mapMarkerPlusIcon,
  maximize: maximizeIcon,
  'more-items': moreItemsIcon,
  note: noteIcon,
  'password-invisible': passwordInvisibleIcon,
  'password-visible': passwordVisibleIcon,
  pencil: pencilIcon,
  plug: plugIcon,
  plus: plusIcon,
  'plus-circle': plusCircleIcon,
  minus: minusIcon,
  print: printIcon,
  refresh: refreshIcon,
  restore: restoreIcon,
  search: searchIcon,
  settings: settingsIcon,
  share: shareIcon,
  'star-full': starFullIcon,
  telephone: telephoneIcon,
  tool: toolIcon,
  unlocked: unlockedIcon,
  upload: uploadIcon,
  user: userIcon,
  'warning-circle': warningCircleIcon,
  wifi: wifiIcon,
  bolt: drawn(
    '<path d="M13 2 5 13.5h6L10 22l9-12.5h-6.5z"/>',
  ),
  drop: drawn(
    '<path d="M12 2.5S5 10.4 5 15a7 7 0 0 0 14 0c0-4.6-7-12.5-7-12.5zm0 18A5.5 5.5 0 0 1 6.500 15c0-2.900 3.600-7.900 5.500-10.200 1.900 2.300 5.500 7.300 5.500 10.200a5.500 5.500 0 0 1-5.500 5.500z"/>',
  ),
  tree: drawn(
    '<path d="M12 1.800a6.200 6.200 0 0 0-5.600 8.900A5 5 0 0 0 8 20.400h3.200V23h1.600v-2.600H16a5 5 0 0 0 1.600-9.700A6.200 6.200 0 0 0 12 1.800zm4 17.100h-3.200v-3.500l3-3-1.100-1.100-1.900 2V9h-1.600v6.300L9.300 13.400l-1.100 1.100 3 3v1.400H8A3.500 3.500 0 0 1 7.400 12l1-.2-.5-.9a4.700 4.700 0 1 1 8.200 0l-.5.9 1 .2a3.500 3.500 0 0 1-.6 6.900z"/>',
  ),
  road: drawn(
    '<path d="M7.500 3 3 21h1.600L9 3zM15 3l4.400 18H21L16.500 3zM11.250 3v3.500h1.500V3zm0 6v4h1.500V9zm0 6.500V21h1.500v-5.500z"/>',
  ),
  lamp: drawn(
    '<path d="M8 2h8l3 8h-6v10h3v2H8v-2h3V10H5zm1.100 1.500L7.200 8.500h9.600l-1.900-5z"/>',
  ),
  bin: drawn(
    '<path d="M9 3h6v2h5v1.500h-1.200L17.600 21H6.400L5.200 6.500H4V5h5zm1.500 1.500V5h3v-.5zM6.700 6.500l1.100 13h8.400l1.100-13zM9.500 9H11v8H9.500zM13 9h1.500v8H13z"/>',
  ),
  bench: drawn(
    '<path d="M4 6h16v5H4zm1.500 1.500v2h13v-2zM3 13h18v2h-2v5h-1.500v-5h-11v5H5v-5H3z"/>',
  ),
  paw: drawn(
    '<path d="M12 11c-2.600 0-5.500 3.300-5.500 6 0 1.600 1.100 2.500 2.500 2.500 1.200 0 1.900-.6 3-.6s1.800.6 3 .6c1.400 0 2.500-.9 2.500-2.500 0-2.700-2.900-6-5.500-6zM5.500 9C4.400 9 3.500 10.100 3.500 11.500S4.400 14 5.500 14s2-1.100 2-2.500S6.600 9 5.500 9zm13 0c-1.100 0-2 1.100-2 2.500s.9 2.500 2 2.500 2-1.100 2-2.500S19.600 9 18.500 9zM9 4C7.900 4 7 5.100 7 6.500S7.900 9 9 9s2-1.100 2-2.500S10.100 4 9 4zm6 0c-1.100 0-2 1.100-2 2.500S13.900 9 15 9s2-1.100 2-2.500S16.100 4 15 4z"/>',
  ),
  building: drawn(
    '<path d="M4 21V9l8-6 8 6v12h-7v-5h-2v5zm1.500-1.500h4v-5h5v5h4V9.800L12 4.900 5.500 9.800zM8 10.500h2v2H8zm6 0h2v2h-2z"/>',
  ),
  leaf: drawn(
    '<path d="M20 3C9 3 4 8 4 14c0 1.500.4 2.700 1 3.700L3.500 21l1.400.6 1.300-2.700C7.300 19.600 8.700 20 10 20c6 0 10-5 10-17zm-9.800 15.500c-1.200 0-2.300-.3-3.200-.9 2-3.700 4.700-6.600 8.500-8.700l-.7-1.300C11 9.700 8.100 12.600 6 16.300c-.3-.7-.5-1.500-.5-2.300C5.500 9 9.500 4.700 18.500 4.500c-.3 9.400-3.600 14-8.300 14z"/>',
  ),
  shield: drawn(
    '<path d="M12 2 4 5v6c0 5 3.400 9.300 8 11 4.600-1.700 8-6 8-11V5zm6.500 9c0 4.100-2.600 7.700-6.500 9.400C8.100 18.700 5.500 15.100 5.500 11V6l6.500-2.400L18.500 6z"/>',
  ),
  spray: drawn(
    '<path d="M9 3h5v3h1.500A3.500 3.500 0 0 1 19 9.500V21H7V9.500A3.500 3.500 0 0 1 9 6.300zm1.500 1.500V6h2V4.500zM8.500 9.500v10h9v-10a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2zM3 4h2v1.500H3zm0 4h2v1.500H3zM5.500 2h1.500v1.500H5.500zM11 11h4v5h-4z"/>',
  ),
  snow: drawn(
    '<path d="M13.8 12.1 16.9 13.9 19.7 13.1 20.1 14.8 19 15.1 21.3 16.4 20.4 17.8 18.2 16.5 18.4 17.6 16.8 18.1 16.1 15.3 13 13.5zM12.8 13.6 12.8 17.2 14.8 19.2 13.7 20.4 12.8 19.6 12.8 22.2 11.2 22.2 11.2 19.6 10.3 20.4 9.2 19.2 11.2 17.2 11.2 13.6zM11 13.5 7.9 15.3 7.2 18.1 5.6 17.6 5.8 16.5 3.6 17.8 2.7 16.4 5 15.1 3.9 14.8 4.3 13.1 7.1 13.9 10.2 12.1zM10.2 11.9 7.1 10.1 4.3 10.9 3.9 9.2 5 8.9 2.7 7.6 3.6 6.2 5.8 7.5 5.6 6.4 7.2 5.9 7.9 8.7 11 10.5zM11.2 10.4 11.1 6.8 9.1 4.8 10.3 3.6 11.1 4.4 11.1 1.8 12.8 1.8 12.8 4.4 13.6 3.6 14.8 4.8 12.8 6.8 12.8 10.4zM13 10.5 16.1 8.7 16.8 5.9 18.4 6.4 18.2 7.5 20.4 6.2 21.3 7.6 19 8.9 20.1 9.2 19.7 10.9 16.9 10.1 13.8 11.9z"/>',
  ),
  cone: drawn('<path d="M10.6 2.500h2.800l1.500 4.500H9.100zM8.600 8.500h6.800l1.500 4.500H7.100zM6.600 14.500h10.800l1.200 4H21V21H3v-2.500h2.400z"/>'),
  'traffic-light': drawn(
    '<path fill-rule="evenodd" d="M8 1.500h8A1.500 1.500 0 0 1 17.500 3v18a1.500 1.500 0 0 1-1.500 1.500H8A1.500 1.500 0 0 1 6.500 21V3A1.500 1.500 0 0 1 8 1.500zm4 2a2.400 2.400 0 1 0 0 4.800 2.400 2.400 0 0 0 0-4.800zm0 6.100a2.400 2.400 0 1 0 0 4.800 2.400 2.400 0 0 0 0-4.800zm0 6.100a2.400 2.400 0 1 0 0 4.800 2.400 2.400 0 0 0 0-4.800z"/>',
  ),
  flame: drawn(
    '<path fill-rule="evenodd" d="M12.500 1.500C13.500 6 5.500 9 5.500 15.500a6.500 7 0 0 0 13 0c0-2.500-1-4.500-2.300-6-.3 1.300-.9 2.200-1.900 2.700.8-4 .7-8-1.800-10.700zM12 21c-1.700 0-2.800-1.300-2.800-3 0-2 1.900-3 2.600-5 1.600 1.500 3 3.200 3 5 0 1.700-1.100 3-2.800 3z"/>',
  ),
  tent: drawn('<path fill-rule="evenodd" d="M12 3.500 2 20.500h20zm0 3L4.700 19h3.800L12 12.500l3.500 6.500h3.800z"/>'),
  bus: drawn(
    '<path fill-rule="evenodd" d="M6 3h12a2 2 0 0 1 2 2v13h-1.500v2.500H16V18H8v2.500H5.500V18H4V5a2 2 0 0 1 2-2zm-.3 3v5.500h12.600V6zm.5 7.500v2h2.600v-2zm9 0v2h2.600v-2z"/>',
  ),
  target: drawn(
    '<path d="M11.250 1.500h1.500v2.600a8 8 0 0 1 7.150 7.150h2.600v1.500h-2.600a8 8 0 0 1-7.150 7.150v2.600h-1.500v-2.600a8 8 0 0 1-7.150-7.150H1.500v-1.500h2.600a8 8 0 0 1 7.150-7.150zM12 5.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zm0 3.500a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"/>',
  ),
  moon: drawn(
    '<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500zM12 19.500A7 7 0 0 1 7.700 7 10 10 0 0 0 17 16.300a7 7 0 0 1-5 3.200z"/>',
  ),
  sun: drawn(
    '<path d="M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 8.500a3.500 3.500 0 1 1 0-7 3.500 3.500 0 0 1 0 7zM11.250 2h1.500v3h-1.500zm0 17h1.500v3h-1.500zM2 11.250h3v1.500H2zm17 0h3v1.500h-3zM4.400 5.500l1.100-1.100 2.100 2.100-1.100 1.100zm12 12 1.100-1.100 2.100 2.100-1.100 1.100zm0-11 2.100-2.100 1.100 1.100-2.100 2.100zm-12 12 2.100-2.100 1.100 1.100-2.100 2.100z"/>',
  ),
  'check-double': drawn(
    '<path d="m1.500 12.600 1.100-1.100 4 4 1.100 1-1.100 1.100zm6 0 1.100-1.100 4 4 9-9 1.100 1.100L12.600 17.700zM11 13l6.500-6.500 1.100 1.100-6.500 6.500z"/>',
  ),
  rotate: drawn(
    '<path d="M12 4.500V1.500l4.500 3.750L12 9V6a6 6 0 1 0 6 6h1.500A7.500 7.500 0 1 1 12 4.500z"/>',
  ),
  brush: drawn(
    '<path d="M20.500 3.500c-.9-.9-2.300-.8-3.300.1L8.500 12l3.500 3.500 8.400-8.700c.9-1 1-2.400.1-3.300zM11.900 13.400l-1.300-1.300 7.600-7.400c.4-.4 1-.4 1.300-.1.300.3.300.9-.1 1.300zM6.500 13.500A3.500 3.500 0 0 0 3 17c0 1.500-.5 2.500-1.500 3 1.500 1 7.500 1.500 8.500-3a3.500 3.500 0 0 0-3.500-3.500zm0 5.500c-.6.500-1.500.6-2.400.6.300-.8.400-1.700.4-2.600a2 2 0 1 1 2 2z"/>',
  ),
  map: drawn(
    '<path d="m9 3.200 6 2.600 6-2.600v15.200l-6 2.600-6-2.600-6 2.600V5.800zm.75 2.000v12.100l4.500 1.950V7.150zM4.500 6.800v11.900l3.750-1.620V5.200zm15-1.300-3.750 1.620v11.900l3.750-1.620z"/>',
  ),
  compass: drawn('<path fill-rule="evenodd" d="M12 1.500 17.500 22 12 18.500 6.500 22zm0 5.800v9.450l2.900 1.850z"/>'),
  scan: drawn(
    '<path d="M3 3h6v1.500H4.500V9H3zm12 0h6v6h-1.500V4.500H15zM3 15h1.500v4.500H9V21H3zm16.500 0H21v6h-6v-1.500h4.500zM7 7h4v4H7zm1.500 1.500v1h1v-1zM13 7h4v4h-4zm1.500 1.500v1h1v-1zM7 13h4v4H7zm1.500 1.500v1h1v-1zM13 13h1.750v1.750H13zm2.250 2.250H17V17h-1.750z"/>',
  ),
  undo: drawn('<path d="M10 4 4 9l6 5v-3.250h4.500a4.250 4.250 0 0 1 0 8.500H8v1.500h6.500a5.750 5.750 0 0 0 0-11.500H10z"/>'),
  redo: drawn('<path d="m14 4 6 5-6 5v-3.250H9.500a4.250 4.250 0 0 0 0 8.500H16v1.500H9.500a5.750 5.750 0 0 1 0-11.500H14z"/>'),
  pin: drawn(
    '<path fill-rule="evenodd" d="M12 1.500A7.500 7.500 0 0 0 4.500 9c0 5.200 7.500 13.500 7.500 13.500S19.500 14.200 19.500 9A7.500 7.500 0 0 0 12 1.500zm0 10.250a2.750 2.750 0 1 1 0-5.500 2.750 2.750 0 0 1 0 5.500z"/>',
  ),
  warning: drawn(
    '<path fill-rule="evenodd" d="M12 2.500 1 21.500h22zm0 3L20.400 20H3.600zM11.250 10.500h1.500v5h-1.500zm0 6.250h1.500v1.500h-1.500z"/>',
  ),
} as const;

export type IconName = keyof typeof icons;
